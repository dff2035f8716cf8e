using System.Globalization;
using Swarm.Backends.Http;

namespace Swarm.Backends.Bundles.GitLab;

/// <summary>What a job on GitLab left: <c>gl-artifact://group/project/job-id/artifact</c>. Only such a job puts bundles there.</summary>
/// <param name="options">How stores are reached.</param>
internal sealed class GitLabArtifactBundles(BundleStoreOptions options) : IBundleScheme
{
    private const string Form = "gl-artifact://group/project/<job id>/<artifact>";

    // GitLab keeps the folder that the files were in.
    private const string Entry = $"artifacts/{ArtifactBundle.Name}";

    /// <inheritdoc/>
    public Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken) =>
        throw store.Refuse("only a job of GitLab makes artifacts. Put the bundle into 'gl-package://group/project', 's3://bucket/prefix' or 'file:///folder'");

    /// <inheritdoc/>
    public Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var project = GitLabConnection.Project(locator, after: 2, Form);
        if (locator.Segments is not [.., var job, var name] || !long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out var jobId) || jobId == 0)
        {
            throw locator.Refuse($"it names no artifact of a job. Write it as {Form}");
        }

        return ArtifactBundle.TakeAsync(bundle, $"artifact '{name}' of job {jobId}", Entry, FetchAsync, cancellationToken);

        async Task FetchAsync(string path, long limit, CancellationToken token)
        {
            using var client = GitLabConnection.Open(options);
            await client.DownloadArtifactAsync(project, jobId, name, path, limit, token);
        }
    }
}
