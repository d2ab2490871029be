// Package s3 keeps the bytes of documents in one bucket, by the S3 API: of S3 itself on AWS, of the gateway in
// infra/aws/s3local elsewhere. Whoever uploads or looks does so directly, by an address that is signed for exactly
// one thing and a short time; the bytes never pass through the API.
//
// What must not live here: what a document has to be (realname.RequirementOf), who may look at it (the steps), and how
// it is encrypted at rest: that is the bucket's own default (SSE-KMS in template.yaml), so no request names a key.
package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// Documents is a steps.Documents on one bucket. All methods are safe for concurrent use.
type Documents struct {
	client *sdk.Client
	signer *sdk.PresignClient
	bucket *string
}

var _ steps.Documents = (*Documents)(nil)

// Connect makes the documents of a function: the bucket, on S3 as cfg says. It calls nothing.
func Connect(cfg aws.Config, bucket string) *Documents {
	client := sdk.NewFromConfig(cfg, func(o *sdk.Options) {
		// Nothing but what is signed is asked of an upload: a checksum of the SDK's choosing would be one more header.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) {
			r.MaxAttempts, r.MaxBackoff, r.RateLimiter = 4, 200*time.Millisecond, ratelimit.None
		})
	})
	return &Documents{client: client, signer: sdk.NewPresignClient(client), bucket: aws.String(bucket)}
}

// Upload presigns a PUT of exactly size bytes of the media type to the key, which must not be there yet. Length, type
// and "If-None-Match: *" are signed, so that the store refuses every other length and type, and a second upload
// (THREATS P1, P2). The length is every client's own header, and is not among those to be sent. It calls nothing.
func (d *Documents) Upload(ctx context.Context, key, media string, size int64, life time.Duration) (steps.Upload, error) {
	signed, err := d.signer.PresignPutObject(ctx, &sdk.PutObjectInput{
		Bucket: d.bucket, Key: &key, ContentType: &media, ContentLength: &size, IfNoneMatch: aws.String("*"),
	}, sdk.WithPresignExpires(life))
	if err != nil {
		return steps.Upload{}, fmt.Errorf("s3: sign an upload: %w", err)
	}
	for _, name := range []string{"Content-Length", "Content-Type", "If-None-Match"} {
		if signed.SignedHeader.Get(name) == "" {
			return steps.Upload{}, fmt.Errorf("s3: sign an upload: %s was not signed", name)
		}
	}
	return steps.Upload{URL: signed.URL, Header: map[string]string{"Content-Type": media, "If-None-Match": "*"}}, nil
}

// Fetch reads an upload of at most limit bytes. One call.
func (d *Documents) Fetch(ctx context.Context, key string, limit int64) (steps.Object, error) {
	out, err := d.client.GetObject(ctx, &sdk.GetObjectInput{Bucket: d.bucket, Key: &key})
	if err != nil {
		return steps.Object{}, fault("read", err)
	}
	defer out.Body.Close()
	size := aws.ToInt64(out.ContentLength)
	if size > limit {
		return steps.Object{}, steps.ErrTooLarge
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(out.Body, body); err != nil {
		return steps.Object{}, fmt.Errorf("s3: read: %w: %w", steps.ErrUnavailable, err)
	}
	version := aws.ToString(out.VersionId)
	if version == "" { // a bucket without versions: what was read is named by its content
		version = aws.ToString(out.ETag)
	}
	return steps.Object{Version: version, Size: size, Body: body}, nil
}

// Keep writes a clean copy. Writing it again is the same. What is no picture is downloaded when it is looked at, and not
// shown (THREATS X4). One call.
func (d *Documents) Keep(ctx context.Context, key, media string, data []byte) error {
	in := &sdk.PutObjectInput{
		Bucket: d.bucket, Key: &key, ContentType: &media, ContentLength: aws.Int64(int64(len(data))), Body: bytes.NewReader(data),
	}
	if !strings.HasPrefix(media, "image/") {
		in.ContentDisposition = aws.String("attachment")
	}
	_, err := d.client.PutObject(ctx, in, withoutPayloadHash)
	return fault("write", err)
}

// Drop erases an object. A bucket that keeps versions keeps this one for as long as its rules say (template.yaml: a day). One
// call.
func (d *Documents) Drop(ctx context.Context, key string) error {
	_, err := d.client.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: d.bucket, Key: &key})
	if err = fault("erase", err); errors.Is(err, steps.ErrNotFound) {
		return nil
	}
	return err
}

// View presigns a GET of a clean copy. The answer is not to be kept by any cache. It calls nothing.
func (d *Documents) View(ctx context.Context, key string, life time.Duration) (string, error) {
	signed, err := d.signer.PresignGetObject(ctx, &sdk.GetObjectInput{
		Bucket: d.bucket, Key: &key, ResponseCacheControl: aws.String("private, no-store"),
	}, sdk.WithPresignExpires(life))
	if err != nil {
		return "", fmt.Errorf("s3: sign a view: %w", err)
	}
	return signed.URL, nil
}

// Warm asks for an object that never is there, in the init phase: it opens the connection, and the code that asks has
// run once before the first document needs it. Its failure does not matter.
func (d *Documents) Warm(ctx context.Context) {
	_, _ = d.client.HeadObject(ctx, &sdk.HeadObjectInput{Bucket: d.bucket, Key: aws.String("uploads/none")})
}

// withoutPayloadHash leaves the hash of the body out of the signature: TLS guards it on the way, and hashing megabytes
// costs time.
func withoutPayloadHash(o *sdk.Options) {
	o.APIOptions = append(o.APIOptions, v4.SwapComputePayloadSHA256ForUnsignedPayloadMiddleware)
}

// fault wraps what a call ended with. What S3 refused for good did not happen; after everything else it is not known.
func fault(what string, err error) error {
	if err == nil {
		return nil
	}
	var missing *types.NoSuchKey
	if errors.As(err, &missing) {
		return steps.ErrNotFound
	}
	var answer smithy.APIError
	var status interface{ HTTPStatusCode() int }
	if errors.As(err, &answer) && errors.As(err, &status) {
		code := status.HTTPStatusCode()
		if code >= 400 && code < 500 && code != http.StatusTooManyRequests && code != http.StatusRequestTimeout &&
			code != http.StatusConflict {
			return fmt.Errorf("s3: %s: %s", what, answer.ErrorCode())
		}
	}
	return fmt.Errorf("s3: %s: %w: %w", what, steps.ErrUnavailable, err)
}
