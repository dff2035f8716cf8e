using Swarm.Backends.Bundles.Files;
using Swarm.Backends.Bundles.GitHub;
using Swarm.Backends.Bundles.GitLab;
using Swarm.Backends.Bundles.S3;
using Swarm.Backends.Http;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles;

/// <summary>
/// Where sealed bundles lie between two machines: a folder, S3, or a backend. A bundle that was put in is named by a
/// locator, which holds no secret; what comes back is bounded, held to its digest, and whole or not there. May be used by
/// many threads.
/// </summary>
/// <param name="options">How stores are reached.</param>
public sealed class BundleStore(BundleStoreOptions options)
{
    /// <summary>The schemes of locators.</summary>
    public static IReadOnlyList<string> Schemes { get; } = ["file", "s3", "gh-blob", "gh-artifact", "gl-package", "gl-artifact"];

    /// <summary>Whether a text is a locator and not a path.</summary>
    /// <param name="text">The text.</param>
    public static bool IsLocator(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return BundleAddress.IsAddress(text);
    }

    /// <summary>Says why a text is not the address of a store that bundles can be put into, as far as can be told without asking it.</summary>
    /// <param name="store">The text.</param>
    /// <returns>The reason, or null where it is one.</returns>
    public static string? Refuse(string store)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            var address = BundleAddress.Parse(store);
            return Schemes.Contains(address.Scheme) ? null : Unknown(address).Message;
        }
        catch (SwarmException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Puts a bundle into a store. A folder or an S3 store that has it already is not sent it again.</summary>
    /// <param name="store">The store's address, such as <c>file:///folder</c> or <c>s3://bucket/prefix</c>.</param>
    /// <param name="file">The bundle.</param>
    /// <param name="digest">The bundle's SHA-256.</param>
    /// <param name="cancellationToken">Ends it; the store shows nothing of it.</param>
    /// <returns>The bundle's locator.</returns>
    /// <exception cref="SwarmException">
    /// The address names no store that takes bundles (<c>SPEC_INVALID</c>), the bundle cannot be read or has another digest
    /// (<c>PATH_INVALID</c>, <c>BUNDLE_INVALID</c>), or the store cannot be used (<c>BUNDLE_STORE_*</c>, <c>GH_*</c>, <c>GL_*</c>).
    /// </exception>
    public async Task<string> PutAsync(string store, string file, Digest digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(file);
        var address = BundleAddress.Parse(store);
        var scheme = Find(address);
        return await WithinAsync(
            address,
            async token =>
            {
                using var bundle = await OutgoingBundle.OpenAsync(Path.GetFullPath(file), digest, token);
                return await scheme.PutAsync(address, bundle, token);
            },
            cancellationToken);
    }

    /// <summary>Fetches a bundle.</summary>
    /// <param name="locator">The bundle's locator.</param>
    /// <param name="destination">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="expected">The SHA-256 that it has to have; null only where whoever opens it holds it to one.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// The address is no locator of a known scheme (<c>SPEC_INVALID</c>), the bundle is not there (<c>ARTIFACT_MISSING_BUNDLE</c>), too large or
    /// another (<c>ARTIFACT_BUNDLE_INVALID</c>), it cannot be written (<c>PATH_INVALID</c>), or the store cannot be used (<c>BUNDLE_STORE_*</c>, <c>GH_*</c>, <c>GL_*</c>).
    /// </exception>
    public async Task<DownloadedFile> GetAsync(string locator, string destination, long limit, Digest? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(locator);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var address = BundleAddress.Parse(locator);
        var scheme = Find(address);
        var path = Path.GetFullPath(destination);
        if (Path.Exists(path))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is there already, and nothing is overwritten: name another file.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The folder of '{path}' is not there: make it first, or name another.");
        }

        var bundle = new IncomingBundle(address, path, limit, expected, options.Patience);
        return await WithinAsync(address, token => scheme.GetAsync(address, bundle, token), cancellationToken);
    }

    // What a scheme needs is loaded with the scheme: whoever keeps bundles in a folder never loads a client of S3.
    private IBundleScheme Find(BundleAddress address) => address.Scheme switch
    {
        "file" => new FileBundles(),
        "s3" => new S3Bundles(options),
        "gh-blob" => new GitHubBlobBundles(options),
        "gh-artifact" => new GitHubArtifactBundles(options),
        "gl-package" => new GitLabPackageBundles(options),
        "gl-artifact" => new GitLabArtifactBundles(options),
        _ => throw Unknown(address),
    };

    private static SwarmException Unknown(BundleAddress address) => address.Refuse($"its scheme is none of '{string.Join("', '", Schemes)}'. Use one of these");

    private async Task<T> WithinAsync<T>(BundleAddress address, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await action(linked.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            throw new SwarmException(
                ErrorCode.BundleStoreUnavailable,
                $"'{address}' was not done with within {options.Deadline.TotalMinutes:0.##} min: try again where the network is faster, or use a store that is nearer.",
                exception);
        }
    }
}
