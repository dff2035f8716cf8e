using Swarm.Backends.Http;

namespace Swarm.Backends.Bundles;

/// <summary>One kind of store, which the scheme of an address names.</summary>
internal interface IBundleScheme
{
    /// <summary>Puts a bundle in. Doing it twice is the same as doing it once.</summary>
    /// <param name="store">The store's address.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="cancellationToken">Ends it; the store shows nothing of it.</param>
    /// <returns>The bundle's locator.</returns>
    Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken);

    /// <summary>Fetches a bundle.</summary>
    /// <param name="locator">The bundle's locator.</param>
    /// <param name="bundle">Where it goes, and what it is held to.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken);
}
