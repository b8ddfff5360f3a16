"""Who may see and do what in a round, told a second time: slowly, from the prose of ``docs/journeys.md`` alone.

Nothing here imports the product. ``model`` holds the rules, ``story`` builds a round state by state and plants marker
texts, ``crawl`` asks every address there is as every person there is.
"""
