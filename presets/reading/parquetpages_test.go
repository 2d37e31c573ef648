//go:build !js

package reading

import (
	"bytes"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
)

// On a damaged block of LZ4 the reader itself takes twice as much memory again and again
// until there is none, and unpacks as much as somebody packed for all others.
func TestAPageOfParquetHoldsWhatItSays(t *testing.T) {
	text := []byte(strings.Repeat("what people pack ", 400))
	for _, codec := range []compress.Codec{&parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw} {
		packed, err := codec.Encode(nil, text)
		if err != nil {
			t.Fatal(err)
		}
		size := int64(len(text))
		if err := (packedPage{size, packed}).check(codec.CompressionCodec()); err != nil {
			t.Errorf("%v: %v", codec, err)
		}
		if err := (packedPage{size - 1, packed}).check(codec.CompressionCodec()); err == nil {
			t.Errorf("%v: a page with a byte more than it says is taken", codec)
		}
		damaged := bytes.Repeat([]byte{0xff}, len(packed))
		if err := (packedPage{size, damaged}).check(codec.CompressionCodec()); err == nil {
			t.Errorf("%v: a damaged page is taken", codec)
		}
	}
	if err := (packedPage{10, []byte("0123456789")}).check(3); err == nil { // LZO, which nobody reads
		t.Error("a page packed in a way that is not known is taken")
	}
}
