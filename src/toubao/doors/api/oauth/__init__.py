"""Letting a program act for somebody without handing it a password: OAuth 2.1, code with PKCE (RFC 6749, 7636, 8252, 9207, 9700).

What the protocol asks is Authlib's; which programs there are and what people let them do is `business/identity/programs`.
"""
