"""A bank and a partner whose customers can say who they are with the account that they hold there (OpenID Connect)."""
