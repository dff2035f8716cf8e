using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Swarm.Backends.Tests.OpenApi;

/// <summary>
/// GitHub's description as it publishes it: from the file that SWARM_GITHUB_OPENAPI names, else from the npm package
/// @octokit/openapi, fetched once into a cache of the user's. Where neither is to be had, <see cref="Missing"/> says why.
/// </summary>
public static class PublishedDescriptions
{
    private const string Package = "@octokit/openapi";
    private const string Version = "23.0.2";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<(OpenApiDescription? Description, string? Missing)> Public = new(() => Find("api.github.com.json"));
    private static readonly Lazy<OpenApiDescription?> OfGitLab = new(FindGitLab);
    private static readonly Lazy<(OpenApiDescription? Description, string? Missing)> Enterprise = new(() => Find("ghes-3.17.json"));

    /// <summary>github.com's description, or null.</summary>
    public static OpenApiDescription? GitHub => Public.Value.Description;

    /// <summary>The description of a GitHub Enterprise Server that does not know return_run_details, or null.</summary>
    public static OpenApiDescription? EnterpriseServer => Enterprise.Value.Description;

    /// <summary>GitLab's description, or null: no package has it, so that only the file that SWARM_GITLAB_OPENAPI names is used.</summary>
    public static OpenApiDescription? GitLab => OfGitLab.Value;

    /// <summary>Why there is no description of GitHub's; null where there is one.</summary>
    public static string? Missing => Public.Value.Missing;

    private static OpenApiDescription? FindGitLab() =>
        Environment.GetEnvironmentVariable("SWARM_GITLAB_OPENAPI") is { Length: > 0 } named ? OpenApiDescription.Load(named) : null;

    private static (OpenApiDescription?, string?) Find(string file)
    {
        try
        {
            if (Environment.GetEnvironmentVariable("SWARM_GITHUB_OPENAPI") is { Length: > 0 } named)
            {
                return (OpenApiDescription.Load(named), null);
            }

            var cache = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "swarm-tests", $"octokit-openapi-{Version}");
            var path = Path.Combine(cache, file);
            if (!File.Exists(path))
            {
                Fetch(cache, file);
            }

            return (OpenApiDescription.Load(path), null);
        }
        catch (Exception exception)
        {
            return (null, $"GitHub's description is not here: {exception.Message} Install npm, or set SWARM_GITHUB_OPENAPI to a file of {Package}.");
        }
    }

    private static void Fetch(string cache, string file)
    {
        Directory.CreateDirectory(cache);
        var folder = Directory.CreateTempSubdirectory("swarm-openapi-").FullName;
        try
        {
            Pack(folder);
            using var archive = File.OpenRead(Directory.GetFiles(folder, "*.tgz").Single());
            using var tar = new TarReader(new GZipStream(archive, CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.Name == $"package/generated/{file}")
                {
                    var temporary = Path.Combine(cache, $"{Guid.NewGuid():N}.tmp");
                    entry.ExtractToFile(temporary, overwrite: false);
                    File.Move(temporary, Path.Combine(cache, file), overwrite: true);
                    return;
                }
            }

            throw new FileNotFoundException($"{Package} {Version} has no {file}.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Pack(string folder)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", $"{Package}@{Version}", "--silent", "--ignore-scripts", "--pack-destination", folder])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"npm did not end within {Patience.TotalSeconds} s.");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm pack ended with {process.ExitCode}: {error.Result.Trim()}");
        }

        _ = output.Result;
    }
}
