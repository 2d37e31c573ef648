package reading

// parquetMagic begins a Parquet file, which a page does not read: its libraries would be a
// third of the page.
const parquetMagic = "PAR1"

func fromParquet([]byte) (document, error) {
	return document{}, Bad("write it as CSV", "is a Parquet file, which a page does not read")
}
