package sdt

// nations are the ethnic groups of GB/T 3304 by code; index 0 is code 01.
var nations = [...]string{
	"汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜",
	"满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳",
	"佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
	"达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米",
	"塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔",
	"独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
}

// nation gives the name of a two-digit code. 97 and 98 are what the police
// enter for groups not yet classified and for naturalised citizens.
func nation(code string) (name string, ok bool) {
	switch code {
	case "97":
		return "其他", true
	case "98":
		return "外国血统中国籍人士", true
	}
	if len(code) != 2 || code[0] < '0' || code[0] > '9' || code[1] < '0' || code[1] > '9' {
		return "", false
	}
	n := int(code[0]-'0')*10 + int(code[1]-'0')
	if n < 1 || n > len(nations) {
		return "", false
	}
	return nations[n-1], true
}
