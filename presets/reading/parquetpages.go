//go:build !js

package reading

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// maxPageBytes bounds what the pages of a Parquet file of so many bytes hold once they are
// unpacked.
func maxPageBytes(size int) int64 { return max(2*HeldBytes, min(32*int64(size), 2*maxFileBytes)) }

// checkPages walks over all pages before the reader does. It makes room for what their
// headers say, and unpacks whatever they hold: some bytes can ask for more memory than
// there is, of which a program cannot recover.
func checkPages(f *parquet.File, data []byte) error {
	total, most := int64(0), maxPageBytes(len(data))
	groups := f.Metadata().RowGroups
	for _, group := range groups {
		if len(group.Columns) != len(groups[0].Columns) {
			return notParquet(errors.New("its columns are not always as many"))
		}
		for j := range group.Columns {
			pages, err := pagesOf(&group.Columns[j].MetaData, data)
			if err != nil {
				return notParquet(err)
			}
			codec := groups[0].Columns[j].MetaData.Codec // that of the first group is what the reader takes for all
			for len(pages) > 0 {
				page, rest, err := nextPage(pages)
				if err != nil {
					return notParquet(err)
				}
				if total += page.size; page.size < 0 || total > most {
					return Bad(shorten, "has more than %d MiB once it is unpacked", most>>20)
				}
				if err := page.check(codec); err != nil {
					return notParquet(err)
				}
				pages = rest
			}
		}
	}
	return nil
}

// pagesOf are the bytes of a column.
func pagesOf(m *format.ColumnMetaData, data []byte) ([]byte, error) {
	at := m.DataPageOffset
	if m.DictionaryPageOffset > 0 {
		at = min(at, m.DictionaryPageOffset)
	}
	if at < 0 || m.TotalCompressedSize < 0 || m.TotalCompressedSize > int64(len(data)) || at > int64(len(data))-m.TotalCompressedSize {
		return nil, errors.New("a column is not in it")
	}
	return data[at : at+m.TotalCompressedSize], nil
}

// A packedPage is what must be unpacked of a page, and how large its header says it is then.
type packedPage struct {
	size   int64
	packed []byte
}

// nextPage is the first of the pages and what comes behind it.
func nextPage(pages []byte) (p packedPage, rest []byte, err error) {
	if err := checkThrift(pages); err != nil {
		return p, nil, err
	}
	var header format.PageHeader
	r := new(thrift.CompactProtocol).NewReaderFromBytes(pages)
	if err := thrift.NewDecoder(r).Decode(&header); err != nil {
		return p, nil, err
	}
	from := r.BytesRead()
	end := from + int(header.CompressedPageSize)
	if header.CompressedPageSize < 0 || end > len(pages) {
		return p, nil, errors.New("a page is cut off")
	}
	p = packedPage{int64(header.UncompressedPageSize), pages[from:end]}
	if v2 := header.DataPageHeaderV2; header.Type == format.DataPageV2 && v2.Valid {
		levels := max(0, int(v2.V.RepetitionLevelsByteLength)) + max(0, int(v2.V.DefinitionLevelsByteLength)) // are not packed
		if p.packed = p.packed[min(levels, len(p.packed)):]; v2.V.IsCompressed.Valid && !v2.V.IsCompressed.V {
			p.packed = nil
		}
	}
	return p, pages[end:], nil
}

// errPageSize refuses a page that holds more than it says.
var errPageSize = errors.New("a page does not hold what it says")

// check unpacks a page as far as its header says and keeps nothing.
func (p packedPage) check(codec format.CompressionCodec) error {
	if len(p.packed) == 0 {
		return nil
	}
	switch codec {
	case format.Uncompressed:
		return nil
	case format.Snappy:
		if n, err := snappy.DecodedLen(p.packed); err != nil || int64(n) > p.size {
			return errPageSize
		}
		return nil
	case format.Lz4Raw: // on a damaged block the reader takes twice as much room, without end
		if _, err := lz4.UncompressBlock(p.packed, make([]byte, p.size)); err != nil {
			return errPageSize
		}
		return nil
	}
	unpacked, err := unpackedBy(codec, p.packed)
	if err != nil {
		return err
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(unpacked, p.size+1)); err != nil || n > p.size {
		return errPageSize
	}
	return nil
}

// unpackedBy reads what is packed, a stretch at a time.
func unpackedBy(codec format.CompressionCodec, packed []byte) (io.Reader, error) {
	r := bytes.NewReader(packed)
	switch codec {
	case format.Gzip:
		return gzip.NewReader(r)
	case format.Brotli:
		return brotli.NewReader(r), nil
	case format.Zstd:
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return d, nil
	}
	return nil, fmt.Errorf("%s is unknown here", codec)
}
