namespace Swarm.Verification.Tests.Authority;

/// <summary>Identifiers of extended key usages (RFC 5280, section 4.2.1.12).</summary>
internal static class KeyPurposes
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    public const string Any = "2.5.29.37.0";
}
