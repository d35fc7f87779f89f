"""Models from outside the project: finding them in folders and in the cache of the hub, and loading them."""
