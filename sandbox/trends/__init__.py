"""Google Trends: the official API's shape, and SerpAPI's."""
