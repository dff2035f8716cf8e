namespace Swarm.Execution.Confinement;

/// <summary>
/// The folders that a confined step sees at paths which are the same in every run, so that an absolute path in what one run made (a
/// Python virtual environment, a CMake cache) holds in the next.
/// </summary>
/// <param name="folders">The folders.</param>
public sealed class StepFolders(params IReadOnlyList<StepFolder> folders)
{
    /// <summary>The folder in which the step sees them. Nothing else is shown there.</summary>
    public const string Root = "/swarm";

    /// <summary>No folders: every path of the step is the same on this system.</summary>
    public static StepFolders None { get; } = new();

    /// <summary>Each of them.</summary>
    public IReadOnlyList<StepFolder> All { get; } = folders;

    /// <summary>Says where on this system a path of the step is, without following links.</summary>
    /// <param name="path">An absolute path, as the step sees it.</param>
    public string ToHost(string path) =>
        Find(path) is { } folder ? folder.Source + Path.GetFullPath(path)[folder.Path.Length..] : path;

    /// <summary>Whether a path of the step lies in one of the folders.</summary>
    /// <param name="path">An absolute path, as the step sees it.</param>
    internal bool Hold(string path) => Find(path) is not null;

    /// <summary>Whether a path is kept for the folders, whether or not it lies in one of them.</summary>
    /// <param name="path">An absolute path.</param>
    internal bool Reserve(string path) => All.Count > 0 && IsWithin(Path.GetFullPath(path), Root);

    /// <summary>Says where on this system lies what the step finds at a path, following links as the step does.</summary>
    /// <param name="path">An absolute path, as the step sees it.</param>
    /// <returns>The path on this system; where there is nothing, one that leads to nothing.</returns>
    internal string Locate(string path) => All.Count == 0 ? path : ToHost(PathResolution.Follow(path, this).RealPath ?? path);

    /// <summary>Reads a link as the step does.</summary>
    /// <param name="path">An absolute path without links before its last name, as the step sees it.</param>
    /// <returns>The link's target as it stands there; null where there is no link.</returns>
    internal string? ReadLink(string path) =>
        All.Any(folder => path is Root || string.Equals(path, folder.Path, StringComparison.Ordinal))
            ? null
            : new FileInfo(ToHost(path)).LinkTarget;

    private StepFolder? Find(string path) => All.FirstOrDefault(folder => IsWithin(Path.GetFullPath(path), folder.Path));

    /// <summary>Whether a path is a folder's own, or that of something below it.</summary>
    internal static bool IsWithin(string path, string folder) =>
        string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);
}
