// Package kmskeys talks to Amazon.
package kmskeys

import _ "github.com/aws/aws-sdk-go-v2/service/kms"
