using Swarm.Backends.GitLab;
using Swarm.Backends.Http;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles.GitLab;

/// <summary>
/// A project of GitLab as a store: <c>gl-package://group/project</c>, and each bundle a version of one generic package, named by
/// its digest. It stays until somebody deletes it.
/// </summary>
/// <param name="options">How stores are reached.</param>
internal sealed class GitLabPackageBundles(BundleStoreOptions options) : IBundleScheme
{
    private const string PackageName = "swarm-bundles";
    private const string Prefix = "gl-package://";
    private const string StoreForm = $"{Prefix}group/project";
    private const string LocatorForm = $"{StoreForm}/<64 hex digits>";

    /// <inheritdoc/>
    public async Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken)
    {
        var project = GitLabConnection.Project(store, after: 0, StoreForm);
        using var client = GitLabConnection.Open(options);
        try
        {
            await client.UploadPackageFileAsync(Of(project, bundle.Digest), bundle.Path, bundle.Digest, cancellationToken);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitLabForbidden)
        {
            throw new SwarmException(
                exception.ErrorCode, $"{exception.Message} To store a bundle it needs the role Developer, and the project's package registry has to take a generic package a second time.", exception);
        }

        return $"{Prefix}{project}/{bundle.Digest.ToHex()}";
    }

    /// <inheritdoc/>
    public async Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var project = GitLabConnection.Project(locator, after: 1, LocatorForm);
        if (!Digest.TryParse($"sha256:{locator.Segments[^1]}", out var digest))
        {
            throw locator.Refuse($"it names no bundle. Write it as {LocatorForm}");
        }

        var temporary = bundle.Beside();
        try
        {
            using var client = GitLabConnection.Open(options);
            var file = await ExplainAsync(() => client.DownloadPackageFileAsync(Of(project, digest), temporary, bundle.Limit, cancellationToken));
            if (file.Digest != digest)
            {
                throw new SwarmException(
                    ErrorCode.ArtifactBundleInvalid, $"What lies at '{locator}' has the digest {file.Digest}: it is another file, or was changed there. Do not use it; have the bundle stored again.");
            }

            return bundle.Keep(temporary, file.Size, file.Digest);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static GitLabPackageFile Of(GitLabProject project, Digest digest) => new(project, PackageName, digest.ToHex(), ArtifactBundle.Name);

    private static async Task<DownloadedFile> ExplainAsync(Func<Task<DownloadedFile>> call)
    {
        try
        {
            return await call();
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitLabNotFound)
        {
            throw new SwarmException(
                ErrorCode.ArtifactMissingBundle, $"{exception.Message} Somebody may have deleted the package '{PackageName}' or its version: have the bundle stored again.", exception);
        }
    }
}
