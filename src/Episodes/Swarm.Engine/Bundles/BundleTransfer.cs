using System.Net;
using System.Security;
using Swarm.Backends.Bundles;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;

namespace Swarm.Engine.Bundles;

/// <summary>Bundles on their way between this machine and a store; no store of nodes is needed.</summary>
public static class BundleTransfer
{
    private const long MostLocatorBytes = 64L << 10;

    // A bundle is larger than its content by what tar says of each entry.
    private const long MostOverhead = 4L << 30;

    /// <summary>Whether a text is a locator and not a path.</summary>
    /// <param name="text">The text.</param>
    public static bool IsLocator(string text) => BundleStore.IsLocator(text);

    /// <summary>Fetches a bundle into a new file.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">Which, and where to.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// The locator is malformed (<c>SPEC_INVALID</c>), the bundle is not there or another
    /// (<c>ARTIFACT_*</c>), it cannot be written (<c>PATH_INVALID</c>), or the store cannot be used (<c>BUNDLE_STORE_*</c>, <c>GH_*</c>).
    /// </exception>
    public static async Task<FetchedBundle> FetchAsync(SessionOptions options, FetchBundleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        var configuration = new SwarmHome(options.ReadVariable).Read();
        var limit = MostBytes(configuration.OutputLimitBytes ?? EpisodeRequest.DefaultOutputLimit);
        var destination = Path.GetFullPath(request.Destination, options.CurrentFolder);
        var file = await Open(options, request.Token, request.Credential).GetAsync(request.Locator, destination, limit, request.Sha256, cancellationToken);
        return new FetchedBundle(request.Locator, file.Path, file.Digest, file.Size);
    }

    /// <summary>Gives the address of a store.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="store">Its address, or a folder, relative to the current one.</param>
    public static string ToAddress(SessionOptions options, string store)
    {
        ArgumentNullException.ThrowIfNull(options);
        return IsLocator(store) ? store : FileAddress.Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(store, options.CurrentFolder)));
    }

    /// <summary>The most bytes that a bundle has.</summary>
    /// <param name="outputLimit">The most bytes that a step may leave.</param>
    internal static long MostBytes(long outputLimit) => outputLimit > long.MaxValue - MostOverhead ? long.MaxValue : outputLimit + MostOverhead;

    /// <summary>Makes the way to the stores of bundles.</summary>
    internal static BundleStore Open(SessionOptions options, SecureString? token, NetworkCredential? credential, Action<string>? trace = null) =>
        new(new BundleStoreOptions { ReadVariable = options.ReadVariable, Token = token, Credential = credential, Time = options.Time, Trace = trace });

    /// <summary>
    /// Says what is to be fetched before a bundle can be read, or nothing where it is a file that needs no more: a locator, a
    /// <c>bundle_locator_next.json</c> that holds one with its digest, or a file that is held to a digest.
    /// </summary>
    internal static (string Locator, Digest? Sha256)? Find(SessionOptions options, string source, Digest? sha256)
    {
        if (BundleStore.IsLocator(source))
        {
            return (source, sha256);
        }

        var path = Path.GetFullPath(source, options.CurrentFolder);
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return sha256 is null ? null : (FileAddress.Of(path), sha256);
        }

        var document = StrictJson.Parse(BoundedFile.Read(path, MostLocatorBytes, "bundle's locator"), ContractJson.Default.BundleLocator, Path.GetFileName(path));
        if (!string.Equals(document.Type, ContractTypes.BundleLocator, StringComparison.Ordinal))
        {
            throw new SwarmException(ErrorCode.SchemaInvalid, $"'{path}' is no {ContractTypes.BundleLocator}: name the bundle, its locator, or the bundle_locator_next.json of a run.");
        }

        return sha256 is null || sha256 == document.BundleSha256
            ? (document.Locator, document.BundleSha256)
            : throw new SwarmException(ErrorCode.ArtifactBundleInvalid, $"'{path}' is about a bundle with the digest {document.BundleSha256}, and {sha256} is asked for: name the locator of that one.");
    }
}
