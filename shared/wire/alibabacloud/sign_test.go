package alibabacloud

import (
	"net/url"
	"strings"
	"testing"
)

// The vectors of ADAPTERS F: the first from the documentation of the signature, the second with a form for a body.
func TestADAPTERS_F_Vectors(t *testing.T) {
	for _, x := range []struct {
		name, query, body            string
		header                       map[string]string
		bodyHash, canonical, signing string
	}{
		{
			"of the documentation", "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai", "",
			map[string]string{"host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26",
				"x-acs-date": "2023-10-26T10:22:32Z"},
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			"7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
			"06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
		},
		{
			"with a form", "", "CertName=%E7%94%84%E9%80%9A%E8%BF%87&CertNo=110101190001019019&CertType=IDENTITY_CARD&" +
				"OuterOrderNo=e0c34a77f5ac40a5aa5e6ed20c353888&ProductCode=ID_PRO&SceneId=1000000006",
			map[string]string{"host": "cloudauth.aliyuncs.com", "x-acs-action": "InitFaceVerify", "x-acs-version": "2019-03-07",
				"x-acs-date": "2025-06-01T00:00:00Z", "content-type": "application/x-www-form-urlencoded"},
			"9760e09245c9ce65dab36d49a6067ef7761e379b7f10bba940b32ac51ccda317",
			"de642881b7d26e3ed27a07e1c52c784fe93b3eaea5ab994111221cdca9272989",
			"3e7d0542b4ee0ba25e1c882e4e35fe399fafd60e0df512c87d2d4a2fc3f6df25",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			query, err := url.ParseQuery(x.query)
			if err != nil {
				t.Fatal(err)
			}
			r := request{query: query, header: x.header, body: []byte(x.body)}
			r.header["x-acs-signature-nonce"], r.header["x-acs-content-sha256"] = "3156853299f313e23d1673dc12e1703d", hashed(r.body)
			if got := hashed(r.body); got != x.bodyHash {
				t.Errorf("the body's hash is %s", got)
			}
			if text, _ := r.canonical(); hashed([]byte(text)) != x.canonical {
				t.Errorf("the canonical request is\n%s", text)
			}
			got := r.authorization("YourAccessKeyId", "YourAccessKeySecret")
			if !strings.HasPrefix(got, "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=") || !strings.HasSuffix(got, ",Signature="+x.signing) {
				t.Error(got)
			}
		})
	}
}
