package s3local

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"shiming/shared/files/folder"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// maxObject is how many bytes an object has at most: above every clean copy.
const maxObject = 32 << 20

// bucket is the gateway's backend: the one bucket, over a folder of sealed files.
type bucket struct {
	backend.BackendUnsupported
	files *folder.Folder
}

// internal reports a fault of ours and answers it as S3 does.
func (b *bucket) internal(err error) error {
	b.files.Fault(err)
	return s3err.GetAPIError(s3err.ErrInternalError)
}

// String names the backend, for the gateway.
func (b *bucket) String() string { return "bucket" }

func known(bucket *string) error {
	if aws.ToString(bucket) != Bucket {
		return s3err.GetAPIError(s3err.ErrNoSuchBucket)
	}
	return nil
}

// GetBucketAcl says that the bucket is its owner's alone.
func (b *bucket) GetBucketAcl(_ context.Context, in *s3.GetBucketAclInput) ([]byte, error) {
	return nil, known(in.Bucket)
}

// HeadBucket says whether the bucket is there.
func (b *bucket) HeadBucket(_ context.Context, in *s3.HeadBucketInput) (*s3.HeadBucketOutput, error) {
	return &s3.HeadBucketOutput{}, known(in.Bucket)
}

// GetBucketPolicy says that there is none: nothing is public.
func (b *bucket) GetBucketPolicy(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrNoSuchBucketPolicy)
}

// GetBucketCors says that there are no rules beside the gateway's.
func (b *bucket) GetBucketCors(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrNoSuchCORSConfiguration)
}

// GetObjectLockConfiguration says that nothing is locked.
func (b *bucket) GetObjectLockConfiguration(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrObjectLockConfigurationNotFound)
}

// PutObject writes an object. With If-None-Match it is written only where there is none: of several at once, one is.
func (b *bucket) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	var out s3response.PutObjectOutput
	if err := known(in.Bucket); err != nil {
		return out, err
	}
	// The gateway's strings live only as long as the request.
	key, size := strings.Clone(aws.ToString(in.Key)), aws.ToInt64(in.ContentLength)
	media := strings.Clone(aws.ToString(in.ContentType))
	if as := aws.ToString(in.ContentDisposition); as != "" {
		media += headEnd + as
	}
	if size > maxObject {
		return out, s3err.GetEntityTooLargeErr(size, maxObject)
	}
	body, err := io.ReadAll(io.LimitReader(in.Body, size+1))
	if err != nil {
		return out, err // the gateway's own word: a signature or a checksum that is wrong
	}
	version, err := b.files.Write(ctx, key, media, size, bytes.NewReader(body), aws.ToString(in.IfNoneMatch) != "")
	switch {
	case errors.Is(err, fs.ErrExist):
		return out, s3err.GetPreconditionFailedErr(s3err.ConditionIfNoneMatch)
	case errors.Is(err, folder.ErrLength):
		return out, s3err.GetAPIError(s3err.ErrIncompleteBody)
	case err != nil:
		return out, b.internal(err)
	}
	return s3response.PutObjectOutput{ETag: strconv.Quote(version), VersionID: version, Size: &size}, nil
}

// DeleteObject erases an object; one that is not there is no error.
func (b *bucket) DeleteObject(_ context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	if err := known(in.Bucket); err != nil {
		return nil, err
	}
	if err := b.files.Remove(strings.Clone(aws.ToString(in.Key))); err != nil {
		return nil, b.internal(err)
	}
	return &s3.DeleteObjectOutput{}, nil
}

// object opens an object; a version that is not the present one is not there.
func (b *bucket) object(ctx context.Context, bucket, key, version *string) (*folder.StoredObject, error) {
	if err := known(bucket); err != nil {
		return nil, err
	}
	o, err := b.files.Read(ctx, strings.Clone(aws.ToString(key)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, s3err.GetAPIError(s3err.ErrNoSuchKey)
	}
	if err != nil {
		return nil, b.internal(err)
	}
	if v := aws.ToString(version); v != "" && v != o.Version {
		_ = o.Close()
		return nil, s3err.GetAPIError(s3err.ErrNoSuchVersion)
	}
	return o, nil
}

// headEnd stands between an object's type and how it is to be shown, which the file keeps as one.
const headEnd = "\n"

// heads are what was written with an object: its type, and its Content-Disposition, nil where it has none.
func heads(o *folder.StoredObject) (media, as *string) {
	before, after, shown := strings.Cut(o.Media, headEnd)
	if shown {
		as = &after
	}
	return &before, as
}

// GetObject returns an object as a whole.
func (b *bucket) GetObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	o, err := b.object(ctx, in.Bucket, in.Key, in.VersionId)
	if err != nil {
		return nil, err
	}
	media, as := heads(o)
	return &s3.GetObjectOutput{
		Body: o, ContentLength: &o.Size, ContentType: media, ContentDisposition: as, ETag: aws.String(strconv.Quote(o.Version)), VersionId: &o.Version,
		LastModified: &o.Modified, StorageClass: types.StorageClassStandard,
	}, nil
}

// HeadObject returns what is known of an object.
func (b *bucket) HeadObject(ctx context.Context, in *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	o, err := b.object(ctx, in.Bucket, in.Key, in.VersionId)
	if err != nil {
		return nil, err
	}
	media, as := heads(o)
	return &s3.HeadObjectOutput{
		ContentLength: &o.Size, ContentType: media, ContentDisposition: as, ETag: aws.String(strconv.Quote(o.Version)), VersionId: &o.Version,
		LastModified: &o.Modified, StorageClass: types.StorageClassStandard,
	}, o.Close()
}
