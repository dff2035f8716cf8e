using Swarm.Backends.GitLab.Answers;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>Files in generic packages.</summary>
public sealed partial class GitLabClient
{
    /// <summary>
    /// Uploads a file. The same content twice is the same as once; where GitLab has another file of that name, the latest is
    /// what it gives out.
    /// </summary>
    /// <param name="file">Where it is to be.</param>
    /// <param name="path">The file to upload.</param>
    /// <param name="digest">The SHA-256 of its content, which GitLab's answer is held against.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>PATH_INVALID</c>), arrived otherwise (<c>GL_RESPONSE_INVALID</c>), or GitLab refuses (<c>GL_…</c>).</exception>
    public async Task UploadPackageFileAsync(GitLabPackageFile file, string path, Digest digest, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var subject = $"a place for '{file}'";
        var call = Call(HttpMethod.Put, $"{Of(file)}?select=package_file", subject) with
        {
            BodyFile = path,
            Deadline = _options.DownloadDeadline,
            IsRepeatSafe = true,
        };
        var outcome = await _sender.SendAsync(call, cancellationToken);
        var answer = _api.Read(outcome.ValueOrThrow(), GitLabJson.Default.PackageFileAnswer, subject);
        if (answer.FileSha256 is { } sha256 && sha256 != digest.ToHex())
        {
            throw _sender.Unusable(subject, $"it has a file with the digest sha256:{Quoted.Text(sha256)}, and {digest} was sent");
        }
    }

    /// <summary>Downloads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="SwarmException">There is none (<c>GL_NOT_FOUND</c>), it is larger (<c>GL_RESPONSE_INVALID</c>), or cannot be had (<c>GL_…</c>).</exception>
    public Task<DownloadedFile> DownloadPackageFileAsync(GitLabPackageFile file, string path, long limit, CancellationToken cancellationToken = default) =>
        _api.DownloadAsync(Of(file), $"the package file '{file}'", path, limit, expected: null, cancellationToken);

    private static string Of(GitLabPackageFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return $"{Of(file.Project)}/packages/generic/{file.Package}/{file.Version}/{file.FileName}";
    }
}
