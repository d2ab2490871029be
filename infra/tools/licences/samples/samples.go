// Package samples holds a few pictures of made-up licences, and what is on them, for tests and demonstrations. The
// command infra/tools/licences draws them; nothing else lives here, and no function imports it.
package samples

import (
	"embed"
	"time"

	"shiming/shared/files/licence"
	"shiming/shared/identity"
)

//go:embed *.png *.jpg
var pictures embed.FS

// Sample is a made-up enterprise and the file of its licence.
type Sample struct {
	File   string
	Fields licence.Fields
}

// Picture returns the bytes of the file.
func (s Sample) Picture() []byte {
	data, err := pictures.ReadFile(s.File)
	if err != nil {
		panic(err) // a test reads them all
	}
	return data
}

// All returns the samples: two companies, a one-person business, a public institution, and a company with long texts.
func All() []Sample {
	return []Sample{
		{"company.png", fields("91", "310115", "MA1K4TX5", "海岚示例科技（上海）有限公司", "有限责任公司", "林知远", "上海市浦东新区示例路100号", 2019, 3, 12)},
		{"company.jpg", fields("91", "440300", "MA5F8Q2R", "深圳市青禾样本贸易有限公司", "有限责任公司(自然人独资)", "周以宁", "深圳市南山区样本大道8号2层", 2020, 11, 5)},
		{"business.png", fields("92", "330106", "MA2C7L9K", "杭州市西湖区拾光测试小吃店", "个体工商户", "陈小满", "杭州市西湖区测试巷6号", 2021, 6, 18)},
		{"institution.png", fields("12", "110000", "40068731", "北京样本文化研究院", "事业单位", "何文舟", "北京市东城区样例胡同1号", 2011, 9, 1)},
		{"long.jpg", fields("91", "510100", "MA6D3W7H", "成都云栖示例信息技术服务股份有限公司", "股份有限公司(非上市)", "阿依古丽·买买提", "成都市高新区示例北路1号样本中心3栋12楼1204", 2016, 2, 29)},
	}
}

// fields completes a code with its two check characters.
func fields(kind, area, organisation, name, form, person, address string, year, month, day int) licence.Fields {
	representative, err := identity.ParseName(person)
	if err != nil {
		panic(err) // a test reads them all
	}
	return licence.Fields{
		Name: name, Code: complete(kind + area + organisation), Kind: form, Representative: representative, Address: address,
		Registered: identity.Date{Year: year, Month: time.Month(month), Day: day},
	}
}

// complete finds the two check characters by trying them.
func complete(sixteen string) identity.USCC {
	const characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	for _, organisation := range characters {
		for _, last := range characters {
			if code, err := identity.ParseUSCC(sixteen + string(organisation) + string(last)); err == nil {
				return code
			}
		}
	}
	panic("no check characters for " + sixteen[:2])
}
