using System.Text;
using Swarm.Core.Digests;
using Swarm.Verification.Attestations;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Roots;

namespace Swarm.Verification.Tests.Support;

/// <summary>Finds the suites that others wrote, which are not part of the project.</summary>
internal static class SigstoreVectors
{
    public const string Identity =
        "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";

    public const string Issuer = "https://token.actions.githubusercontent.com";

    public static string RequireFolder(string suite)
    {
        var path = Find(suite);
        Assert.SkipUnless(path is not null, $"The {suite} vectors are not here: set SWARM_VECTORS to the folder that holds them.");
        return path!;
    }

    /// <summary>The names of the bundles' folders, or one name that makes the tests skip themselves loudly.</summary>
    public static IEnumerable<string> ListNames() =>
        Find("sigstore") is { } folder ? Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal) : ["(absent)"];

    public static IEnumerable<string> ListGoodNames() => ListNames().Where(name => !name.EndsWith("_fail", StringComparison.Ordinal));

    public static byte[] ReadDefaultRoot() => File.ReadAllBytes(Path.Combine(RequireFolder("sigstore"), "trusted_root.json"));

    public static SigstoreVector Require(string name)
    {
        var suite = RequireFolder("sigstore");
        var folder = Path.Combine(suite, name);
        string? Own(string file) => File.Exists(Path.Combine(folder, file)) ? Path.Combine(folder, file) : null;
        var key = Own("key.pub");
        var root = Own("trusted_root.json") ?? Path.Combine(suite, "trusted_root.json");
        return new SigstoreVector(
            File.ReadAllBytes(Path.Combine(folder, "bundle.sigstore.json")),
            File.ReadAllBytes(Own("artifact") ?? Path.Combine(suite, "a.txt")),
            key is null ? null : File.ReadAllBytes(key),
            TrustedRoot.Parse(File.ReadAllBytes(root), root),
            Own("identity") is { } identity ? File.ReadAllText(identity).Trim() : Identity,
            Own("issuer") is { } issuer ? File.ReadAllText(issuer).Trim() : Issuer,
            name.EndsWith("_fail", StringComparison.Ordinal));
    }

    private static string? Find(string suite)
    {
        if (Environment.GetEnvironmentVariable("SWARM_VECTORS") is { Length: > 0 } named)
        {
            return Directory.Exists(Path.Combine(named, suite)) ? Path.Combine(named, suite) : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "vectors", suite);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

internal sealed record SigstoreVector(
    byte[] Bundle, byte[] Artifact, byte[]? Key, IReadOnlyList<TrustedRoot> Roots, string Identity, string Issuer, bool MustFail)
{
    public AttestationSubject File => AttestationSubject.FromBytes(Artifact);

    public AttestationSubject Hash => AttestationSubject.FromDigest(Digest.Compute(Artifact));

    public AttestationTrust Trust => new()
    {
        Roots = Roots,
        Key = Key is null ? null : PublicKey.FromPem(Key, "key.pub"),
        Requirements = Key is null ? new() { Identity = Identity, Issuer = Issuer } : new(),
    };

    public string Text => Encoding.UTF8.GetString(Bundle);
}
