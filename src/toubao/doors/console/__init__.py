"""The desk of the insurer's people: queues, cases, duties and evidence; what each role may do is one table, `access.py`."""
