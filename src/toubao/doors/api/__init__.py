"""The door for programs: quote, application and status as JSON over HTTP, with the same actions and gates as the pages."""
