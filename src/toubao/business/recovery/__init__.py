"""Coming back into an account whose password is lost or void: asked for, recognised, a new password, told and disowned (2.7)."""
