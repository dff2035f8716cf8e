using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.S3;

/// <summary>Makes the client of S3 as AWS's variables say, or of a server that speaks its protocol.</summary>
internal static class S3Connection
{
    private const string RegionOfServers = "us-east-1";

    /// <summary>Makes the client. Nothing is sent yet, unless credentials have to be asked for.</summary>
    /// <param name="options">How stores are reached.</param>
    /// <exception cref="SwarmException">
    /// An endpoint is no address or no region is known (<c>CONFIGURATION_INVALID</c>), or there are no credentials (<c>BUNDLE_STORE_FORBIDDEN</c>).
    /// </exception>
    public static AmazonS3Client Open(BundleStoreOptions options)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = options.Attempts - 1,
            AllowAutoRedirect = false,
            HttpClientFactory = new S3HttpClients(options),

            // Signatures cover each body, and the bundle is held to its digest: older servers know no other checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var region = Read("AWS_REGION") ?? Read("AWS_DEFAULT_REGION");
        if ((Read("AWS_ENDPOINT_URL_S3") ?? Read("AWS_ENDPOINT_URL")) is { } endpoint)
        {
            config.ServiceURL = Endpoint(endpoint);
            config.AuthenticationRegion = region ?? RegionOfServers;
            config.ForcePathStyle = true;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else if (config.RegionEndpoint is null && config.ServiceURL is null)
        {
            throw new SwarmException(
                ErrorCode.ConfigurationInvalid, "In which region the bucket is is not known: set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a server of your own.");
        }

        return new AmazonS3Client(FindCredentials(config), config);

        string? Read(string name) => options.ReadVariable(name) is { Length: > 0 } value ? value : null;

        AWSCredentials FindCredentials(AmazonS3Config settings)
        {
            if (options.Credential is { } credential)
            {
                return new BasicAWSCredentials(credential.UserName, credential.Password);
            }

            if (Read("AWS_ACCESS_KEY_ID") is { } id && Read("AWS_SECRET_ACCESS_KEY") is { } secret)
            {
                return Read("AWS_SESSION_TOKEN") is { } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
            }

            try
            {
                return DefaultAWSCredentialsIdentityResolver.GetCredentials(settings);
            }
            catch (AmazonClientException exception)
            {
                throw new SwarmException(
                    ErrorCode.BundleStoreForbidden,
                    "There are no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where AWS gives them (a role).",
                    exception);
            }
        }
    }

    private static string Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address.AbsoluteUri
            : throw new SwarmException(
                ErrorCode.ConfigurationInvalid, "AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL is no plain address: write it as https://host or https://host:port, without a user name.");
}
