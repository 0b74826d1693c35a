"""What a report says: frozen content, its builder and the sentences signed. Pure; knows neither rows nor paper."""
