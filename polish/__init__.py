"""The Polish language and calendar, as pure functions.

Nothing here knows Django, a database or a request; the only files read are this package's own `data/`.
Import the module you need (`from polish.slugs import slugify`): importing `polish` itself loads nothing.
"""
