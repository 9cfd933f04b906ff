"""An authority that issues certificates to people, answers about them, and the component with which a holder signs in the browser."""
