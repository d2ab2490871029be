// Package pii publishes the made-up people of Shiming's tests, and nothing else: no parsing, no helpers for tests.
//
// Nobody listed here exists. The tests use these values wherever a person is needed, and the test runner
// (infra/tools/testrun) searches the output of every test for them (THREATS L1): a test may name them in its source and
// send them through the system, but no output may ever hold one. Person itself therefore prints only its label.
//
// The variables are read only: tests run at the same time and share them.
package pii

import (
	"fmt"
	"io"
)

// SeedPerson is one made-up person. Number is the number of the document that the list stands for, in its canonical
// form (18 characters, capital X; permits with a capital letter). Region is a public place name and not searched for.
type SeedPerson struct {
	Label   string // what may be printed: "adult 3"
	Name    string // as printed on the document
	Number  string // document number
	Phone   string // mainland mobile, 11 digits, without +86
	Region  string // province, city, district: not personal
	Address string // street and house: personal
}

// Format prints the label for every verb, so that a failing test which prints a Person does not print the person.
func (p SeedPerson) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "pii:"+p.Label)
}

// Adults hold resident IDs with valid check digits, born 1951 to 1999: adults on any day from 2018 on (RULES A4).
// Among them: compound surnames, a two-character name, a name with a middle dot, rare characters (CJK extensions A
// and B), a check digit X (adult 1), odd and even sequence numbers.
var Adults = []SeedPerson{
	{"adult 0", "顾听澜", "110101198703149930", "19900217301", "北京市东城区", "听雪巷7号3单元502室"},
	{"adult 1", "沈砚秋", "31010419920517996X", "19900217302", "上海市徐汇区", "砚池路118弄6号1203室"},
	{"adult 2", "欧阳拾月", "440305197908239911", "19900217303", "广东省深圳市南山区", "拾月街29号望海阁8楼"},
	{"adult 3", "陆云笺", "330106199502119927", "19900217304", "浙江省杭州市西湖区", "云笺坞43号"},
	{"adult 4", "阿依夏木·吐逊古丽", "650102198811099944", "19900217305", "新疆维吾尔自治区乌鲁木齐市天山区", "葡萄架路66号2栋301"},
	{"adult 5", "王㐂年", "510107198306279953", "19900217306", "四川省成都市武侯区", "㐂年坊15号附3号"},
	{"adult 6", "𠮷川禾", "320102197412309915", "19900217307", "江苏省南京市玄武区", "𠮷川里9幢丙单元"},
	{"adult 7", "简祎", "420106199904069987", "19900217308", "湖北省武汉市武昌区", "司鱼桥西村21栋"},
	{"adult 8", "司徒照野", "370202196609189937", "19900217309", "山东省青岛市市南区", "照野山路502号院"},
	{"adult 9", "闻人溪亭", "610113199007259966", "19900217310", "陕西省西安市雁塔区", "溪亭北巷88号甲"},
	{"adult 10", "柳扶摇", "350203195110059947", "19900217311", "福建省厦门市思明区", "扶摇岭77之4号"},
	{"adult 11", "程暮雨", "210102199801319977", "19900217312", "辽宁省沈阳市和平区", "暮雨胡同5号楼1901"},
}

// Minors hold resident IDs; they come of age in 2034 and in 2037. Minor 0 was born on the 29th of February.
var Minors = []SeedPerson{
	{"minor 0", "江小棠", "110105201602299913", "19900217321", "北京市朝阳区", "小棠里12号院4号楼"},
	{"minor 1", "宋栗鹿", "440106201908169946", "19900217322", "广东省广州市天河区", "栗鹿大街90号902房"},
}

// HongKongMacao hold Mainland Travel Permits of Hong Kong (H) and Macao (M) residents, nine characters.
var HongKongMacao = []SeedPerson{
	{"Hong Kong permit 0", "何映潮", "H04728163", "19900217331", "广东省深圳市福田区", "映潮道31号C座17楼"},
	{"Macao permit 1", "梁慕濠", "M02957314", "19900217332", "广东省珠海市香洲区", "慕濠路6号海韵阁"},
}

// Taiwan hold Mainland Travel Permits of Taiwan residents, eight digits.
var Taiwan = []SeedPerson{
	{"Taiwan permit 0", "简稻香", "09482751", "19900217341", "福建省福州市鼓楼区", "稻香弄14号之2"},
	{"Taiwan permit 1", "魏嵐歌", "07361948", "19900217342", "江苏省苏州市虎丘区", "嵐歌苑8栋503"},
}

// Residence hold residence permits with 18-digit numbers: 81 (Hong Kong) and 83 (Taiwan), both adults.
var Residence = []SeedPerson{
	{"residence permit 81", "邝星屿", "810000198604219933", "19900217351", "广东省广州市越秀区", "星屿横街3号二楼"},
	{"residence permit 83", "游知蓝", "830000199307099961", "19900217352", "上海市长宁区", "知蓝路208号9A"},
}

// All returns everybody, in the order in which the lists stand above.
func All() []SeedPerson {
	var all []SeedPerson
	for _, list := range [][]SeedPerson{Adults, Minors, HongKongMacao, Taiwan, Residence} {
		all = append(all, list...)
	}
	return all
}
