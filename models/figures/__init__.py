"""The figures of the pages for notebooks and files, drawn by Plotly."""
