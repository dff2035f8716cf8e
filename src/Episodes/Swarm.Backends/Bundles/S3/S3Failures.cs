using System.Net;
using Amazon.Runtime;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.S3;

/// <summary>Says what went wrong with S3. What its client says is not repeated, for it may quote the request.</summary>
internal static class S3Failures
{
    /// <summary>Makes the error of a failed call.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="location">What it was about.</param>
    public static SwarmException Explain(Exception exception, S3Location location) => exception switch
    {
        SwarmException known => known,
        { InnerException: SwarmException known } => known,
        AmazonServiceException refusal when (int)refusal.StatusCode != 0 => Explain(refusal, location),
        AmazonClientException when Cause(exception) is not (HttpRequestException or IOException) => new(
            ErrorCode.BundleStoreForbidden,
            $"S3 could not be asked for {location} ({exception.GetType().Name}): see that the credentials of your profile or role are there and can be renewed.",
            exception),
        _ => new(
            ErrorCode.BundleStoreUnavailable,
            $"The connection to S3 failed when it was asked for {location}: {Cause(exception).Message.TrimEnd('.')}. "
            + "Try again in a while, and check AWS_REGION, AWS_ENDPOINT_URL_S3 and the proxy.",
            exception),
    };

    private static SwarmException Explain(AmazonServiceException refusal, S3Location location)
    {
        var (code, advice) = (refusal.StatusCode, refusal.ErrorCode) switch
        {
            (_, "NoSuchBucket") => (ErrorCode.BundleStoreNotFound, "There is no such bucket: make it first, check its name, and that AWS_ENDPOINT_URL_S3 is where it is."),
            (HttpStatusCode.NotFound, _) => (ErrorCode.ArtifactMissingBundle, "There is no such bundle: check the locator for spelling, see whether a rule of the bucket removes old ones, or have it stored again."),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => (
                ErrorCode.BundleStoreForbidden,
                "The credentials are not known there or do not allow it: they need s3:PutObject and s3:AbortMultipartUpload to store, and s3:GetObject to fetch."),
            (HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect, _) or (_, "AuthorizationHeaderMalformed") => (
                ErrorCode.BundleStoreRejected, "The bucket is in another region: set AWS_REGION to its own."),
            (HttpStatusCode.Conflict, _) => (ErrorCode.BundleStoreUnavailable, "The same bundle is being stored by another process: try again in a while."),
            (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError, _) => (
                ErrorCode.BundleStoreUnavailable, "Try again in a while."),
            _ => (ErrorCode.BundleStoreRejected, "Check that AWS_ENDPOINT_URL_S3 names a server of S3 and that the bucket takes such files."),
        };
        var said = string.IsNullOrEmpty(refusal.ErrorCode) ? "" : $" ({Quoted.Text(refusal.ErrorCode)})";
        return new SwarmException(code, $"S3 answered {(int)refusal.StatusCode}{said} when it was asked for {location}. {advice}", refusal);
    }

    private static Exception Cause(Exception exception)
    {
        var cause = exception;
        while (cause is not (HttpRequestException or IOException) && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause;
    }
}
