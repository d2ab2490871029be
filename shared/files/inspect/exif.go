package inspect

import "encoding/binary"

const (
	tagOrientation = 0x0112
	typeShort      = 3
	entrySize      = 12
)

// exifOrientation returns the orientation, 1 to 8, of a TIFF block as EXIF 2.32 puts it into JPEG and PNG; 1 where
// there is none or it makes no sense. Nothing else is read from it.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[at:]))
	for at += 2; entries > 0 && at+entrySize <= int64(len(tiff)); at, entries = at+entrySize, entries-1 {
		entry := tiff[at : at+entrySize]
		if order.Uint16(entry) != tagOrientation {
			continue
		}
		if v := order.Uint16(entry[8:]); order.Uint16(entry[2:]) == typeShort && 1 <= v && v <= 8 {
			return int(v)
		}
		return 1
	}
	return 1
}
