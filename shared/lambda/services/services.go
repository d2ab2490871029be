// Package services configures what talks to Amazon's services from a function: clients of the SDK, and the one question that goes
// to Secrets Manager without one. The server is not on AWS and links none of it.
package services

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Configured makes the configuration for a client of the service ("sns") from the settings that every function has: AWS_REGION,
// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. The SDK's own package for it would cost a function two
// megabytes.
func Configured(get func(name string) string, client *http.Client, service string) aws.Config {
	endpoint := Endpoint(get, service)
	return aws.Config{
		Region:       get("AWS_REGION"),
		BaseEndpoint: &endpoint,
		Credentials: credentials.NewStaticCredentialsProvider(
			get("AWS_ACCESS_KEY_ID"), get("AWS_SECRET_ACCESS_KEY"), get("AWS_SESSION_TOKEN")),
		HTTPClient: client,
	}
}

// Endpoint is the address of the service, or where AWS_ENDPOINT_URL_<SERVICE> points it, as the SDKs have it.
func Endpoint(get func(name string) string, service string) string {
	if url := get("AWS_ENDPOINT_URL_" + strings.ToUpper(service)); url != "" {
		return strings.TrimSuffix(url, "/")
	}
	region, domain := get("AWS_REGION"), "amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		domain = "amazonaws.com.cn"
	}
	return fmt.Sprintf("https://%s.%s.%s", service, region, domain)
}
