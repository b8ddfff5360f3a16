"""One frozen value per page: everything that its template may show."""
