package presets

// Find returns the place of a column in the cells of every row, by its name or number.
// The error is a [*BadFileError].
func (t *Rows) Find(column string) (int, error) {
	i, err := t.table.find(column)
	if err != nil {
		return 0, named(err, t.name)
	}
	return i, nil
}
