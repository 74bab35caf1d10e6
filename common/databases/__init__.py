"""Django's two databases, without what they work out anew at each query and each request."""
