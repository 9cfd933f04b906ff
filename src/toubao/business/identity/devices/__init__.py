"""The devices from which a person signs in: sessions of browsers and programs, known browsers, notices."""
