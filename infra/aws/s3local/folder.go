package s3local

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // what S3 calls an ETag
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"

	"shiming/shared/clock"
)

const (
	maxKey    = 100      // bytes of a key: its hex form is a file's name
	maxObject = 32 << 20 // bytes of an object: above every clean copy
)

// folder is the gateway's backend: one sealed file for each object, named by its key in hex. An object is written
// beside its place and moved there when it is on the disk, so it is whole or not there.
type folder struct {
	backend.BackendUnsupported
	dir     string
	keysOf  steps.Keys
	created func(key, version string)
	fault   func(error)
}

func openFolder(dir string, o Options) (*folder, error) {
	if o.Keys == nil {
		return nil, errors.New("s3local: keys to seal the objects are needed")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, "new-*")) // of writers that a crash cut short
	if err != nil {
		return nil, err
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	f := &folder{dir: dir, keysOf: o.Keys, created: o.Created, fault: o.Fault}
	if f.created == nil {
		f.created = func(string, string) {}
	}
	if f.fault == nil {
		f.fault = func(error) {}
	}
	return f, nil
}

// internal reports a fault of ours and answers it as S3 does.
func (f *folder) internal(err error) error {
	f.fault(err)
	return s3err.GetAPIError(s3err.ErrInternalError)
}

// String names the backend, for the gateway.
func (f *folder) String() string { return "folder" }

func (f *folder) path(key string) string {
	return filepath.Join(f.dir, hex.EncodeToString([]byte(key)))
}

func known(bucket *string) error {
	if aws.ToString(bucket) != Bucket {
		return s3err.GetAPIError(s3err.ErrNoSuchBucket)
	}
	return nil
}

// GetBucketAcl says that the bucket is its owner's alone.
func (f *folder) GetBucketAcl(_ context.Context, in *s3.GetBucketAclInput) ([]byte, error) {
	return nil, known(in.Bucket)
}

// HeadBucket says whether the bucket is there.
func (f *folder) HeadBucket(_ context.Context, in *s3.HeadBucketInput) (*s3.HeadBucketOutput, error) {
	return &s3.HeadBucketOutput{}, known(in.Bucket)
}

// GetBucketPolicy says that there is none: nothing is public.
func (f *folder) GetBucketPolicy(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrNoSuchBucketPolicy)
}

// GetBucketCors says that there are no rules beside the gateway's.
func (f *folder) GetBucketCors(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrNoSuchCORSConfiguration)
}

// GetObjectLockConfiguration says that nothing is locked.
func (f *folder) GetObjectLockConfiguration(context.Context, string) ([]byte, error) {
	return nil, s3err.GetAPIError(s3err.ErrObjectLockConfigurationNotFound)
}

// PutObject writes an object. With If-None-Match it is written only where there is none: of several at once, one is.
func (f *folder) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	var out s3response.PutObjectOutput
	if err := known(in.Bucket); err != nil {
		return out, err
	}
	// The gateway's strings live only as long as the request.
	key, size := strings.Clone(aws.ToString(in.Key)), aws.ToInt64(in.ContentLength)
	switch {
	case len(key) > maxKey:
		return out, s3err.GetAPIError(s3err.ErrKeyTooLong)
	case size > maxObject:
		return out, s3err.GetEntityTooLargeErr(size, maxObject)
	}
	onlyNew := aws.ToString(in.IfNoneMatch) != ""
	if _, err := os.Stat(f.path(key)); onlyNew && err == nil {
		// Who is still sending reads no answer: the body is taken, and dropped.
		_, _ = io.Copy(io.Discard, io.LimitReader(in.Body, size))
		return out, s3err.GetPreconditionFailedErr(s3err.ConditionIfNoneMatch)
	}
	body, err := io.ReadAll(io.LimitReader(in.Body, size+1))
	if err != nil {
		return out, err // the gateway's own word: a signature or a checksum that is wrong
	}
	if int64(len(body)) != size {
		return out, s3err.GetAPIError(s3err.ErrIncompleteBody)
	}
	sum := md5.Sum(body)
	o := object{
		Media: strings.Clone(aws.ToString(in.ContentType)), Version: rand.Text(), ETag: `"` + hex.EncodeToString(sum[:]) + `"`, body: body,
	}
	err = f.write(ctx, key, o, onlyNew)
	if errors.Is(err, fs.ErrExist) {
		return out, s3err.GetPreconditionFailedErr(s3err.ConditionIfNoneMatch)
	}
	if err != nil {
		return out, f.internal(err)
	}
	f.created(key, o.Version)
	return s3response.PutObjectOutput{ETag: o.ETag, VersionID: o.Version, Size: &size}, nil
}

// write makes the object durable. With onlyNew the error is fs.ErrExist where there is one.
func (f *folder) write(ctx context.Context, key string, o object, onlyNew bool) (err error) {
	sealed, err := o.seal(ctx, f.keysOf, key)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(f.dir, "new-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already where it was moved
	_, err = file.Write(sealed)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if onlyNew {
		err = os.Link(file.Name(), f.path(key))
	} else {
		err = os.Rename(file.Name(), f.path(key))
	}
	return errors.Join(err, syncDir(f.dir))
}

// read returns the object; a version that is not the present one is not there.
func (f *folder) read(ctx context.Context, bucket, key, version *string) (object, time.Time, error) {
	if err := known(bucket); err != nil {
		return object{}, time.Time{}, err
	}
	name := strings.Clone(aws.ToString(key))
	if len(name) > maxKey {
		return object{}, time.Time{}, s3err.GetAPIError(s3err.ErrNoSuchKey)
	}
	sealed, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return object{}, time.Time{}, s3err.GetAPIError(s3err.ErrNoSuchKey)
	}
	if err != nil {
		return object{}, time.Time{}, f.internal(err)
	}
	info, err := os.Stat(f.path(name))
	if err != nil {
		return object{}, time.Time{}, f.internal(err)
	}
	o, err := openObject(ctx, f.keysOf, name, sealed)
	if err != nil {
		return object{}, time.Time{}, f.internal(err)
	}
	if v := aws.ToString(version); v != "" && v != o.Version {
		return object{}, time.Time{}, s3err.GetAPIError(s3err.ErrNoSuchVersion)
	}
	return o, info.ModTime(), nil
}

// GetObject returns an object as a whole.
func (f *folder) GetObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	o, at, err := f.read(ctx, in.Bucket, in.Key, in.VersionId)
	if err != nil {
		return nil, err
	}
	return &s3.GetObjectOutput{
		Body: io.NopCloser(bytes.NewReader(o.body)), ContentLength: aws.Int64(int64(len(o.body))), ContentType: &o.Media,
		ETag: &o.ETag, VersionId: &o.Version, LastModified: &at, StorageClass: types.StorageClassStandard,
	}, nil
}

// HeadObject returns what is known of an object.
func (f *folder) HeadObject(ctx context.Context, in *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	o, at, err := f.read(ctx, in.Bucket, in.Key, in.VersionId)
	if err != nil {
		return nil, err
	}
	return &s3.HeadObjectOutput{
		ContentLength: aws.Int64(int64(len(o.body))), ContentType: &o.Media, ETag: &o.ETag, VersionId: &o.Version,
		LastModified: &at, StorageClass: types.StorageClassStandard,
	}, nil
}

// DeleteObject removes an object.
func (f *folder) DeleteObject(_ context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	if err := known(in.Bucket); err != nil {
		return nil, err
	}
	return &s3.DeleteObjectOutput{}, f.remove(strings.Clone(aws.ToString(in.Key)))
}

func (f *folder) remove(key string) error {
	err := os.Remove(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (f *folder) keys(prefix string, age time.Duration) ([]string, error) {
	files, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, file := range files {
		key, err := hex.DecodeString(file.Name())
		if err != nil || !strings.HasPrefix(string(key), prefix) {
			continue
		}
		info, err := file.Info()
		if err != nil || clock.Now().Sub(info.ModTime()) < age {
			continue // removed meanwhile, or young
		}
		keys = append(keys, string(key))
	}
	return keys, nil
}

// syncDir makes a move durable. Where a folder cannot be synced, the system does it by itself.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return errors.Join(fmt.Errorf("s3local: %w", err), d.Close())
	}
	return d.Close()
}
