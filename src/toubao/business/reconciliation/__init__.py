"""Our books against those of the acquirer, the industry and the SMS carrier, compared daily; mail has no book outside our own queue."""
