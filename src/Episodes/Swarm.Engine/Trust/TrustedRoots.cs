using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Engine.Sessions;
using Swarm.Verification.Roots;

namespace Swarm.Engine.Trust;

/// <summary>The trusted roots that Sigstore bundles are verified against: the caller's own file, or one that ships with Swarm.</summary>
public static class TrustedRoots
{
    private const string PublicGood = "public-good";
    private const string GitHub = "github";
    private const long MostBytes = 16L << 20;

    /// <summary>The names of the roots that ship with Swarm.</summary>
    public static IReadOnlyList<string> ShippedNames { get; } = [PublicGood, GitHub];

    internal static IReadOnlyList<TrustedRoot> Find(string? fileOrName, SessionOptions options) => fileOrName switch
    {
        null or PublicGood => [ShippedRoots.PublicGood],
        GitHub => [ShippedRoots.GitHub],
        _ => Read(Path.GetFullPath(fileOrName, options.CurrentFolder)),
    };

    private static IReadOnlyList<TrustedRoot> Read(string path) => File.Exists(path)
        ? TrustedRoot.Parse(BoundedFile.Read(path, MostBytes, "trusted root"), Path.GetFileName(path))
        : throw new SwarmException(
            ErrorCode.PathInvalid, $"There is no trusted root '{path}': name its file, or one that ships with Swarm, {string.Join(" or ", ShippedNames)}.");
}
