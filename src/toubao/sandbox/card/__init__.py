"""The card acquirer of the demo: its orders, its API, the page on which a buyer pays, and its webhooks."""
