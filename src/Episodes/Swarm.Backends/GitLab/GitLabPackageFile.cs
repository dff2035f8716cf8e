using System.Text.RegularExpressions;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>A file in a project's generic packages.</summary>
public sealed partial record GitLabPackageFile
{
    /// <summary>Names a file.</summary>
    /// <param name="project">The project.</param>
    /// <param name="package">The package's name: letters, digits, dots, hyphens, underscores.</param>
    /// <param name="version">The package's version, of the same characters.</param>
    /// <param name="fileName">The file's name, of the same characters.</param>
    /// <exception cref="SwarmException">A name cannot be one (<c>SPEC_INVALID</c>).</exception>
    public GitLabPackageFile(GitLabProject project, string package, string version, string fileName)
    {
        ArgumentNullException.ThrowIfNull(project);
        Project = project;
        Package = Require(package);
        Version = Require(version);
        FileName = Require(fileName);
    }

    /// <summary>The project.</summary>
    public GitLabProject Project { get; }

    /// <summary>The package's name.</summary>
    public string Package { get; }

    /// <summary>The package's version.</summary>
    public string Version { get; }

    /// <summary>The file's name.</summary>
    public string FileName { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Project}/{Package}/{Version}/{FileName}";

    private static string Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return NamePattern().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal)
            ? name
            : throw new SwarmException(
                ErrorCode.SpecInvalid, $"'{Quoted.Text(name)}' cannot be part of a package's name: use letters, digits, dots, hyphens and underscores, a letter or digit first.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
