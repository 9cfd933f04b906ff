"""Registration online (7.2.1): notices, who one is, the one-time password, the password; what is decided is business."""
