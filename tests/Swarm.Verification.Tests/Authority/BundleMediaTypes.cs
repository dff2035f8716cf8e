namespace Swarm.Verification.Tests.Authority;

/// <summary>The media types of bundles, in both spellings.</summary>
internal static class BundleMediaTypes
{
    public const string Version01 = "application/vnd.dev.sigstore.bundle+json;version=0.1";

    public const string Version02 = "application/vnd.dev.sigstore.bundle+json;version=0.2";

    public const string Version03WithParameter = "application/vnd.dev.sigstore.bundle+json;version=0.3";

    public const string Version03 = "application/vnd.dev.sigstore.bundle.v0.3+json";
}
