using System.Text.RegularExpressions;

namespace Swarm.Architecture.Tests;

/// <summary>The page about the architecture leads to places that are there.</summary>
public sealed partial class PageTests
{
    private const string Questions = "## Ten lines, and where they belong";

    private static readonly string Page = File.ReadAllText(Path.Combine(House.Folder, "docs", "architecture.md"));

    [Fact]
    public void Every_path_of_the_page_exists()
    {
        var paths = PathPattern().Matches(Page).Select(match => match.Groups["path"].Value).Distinct(StringComparer.Ordinal).ToArray();
        Assert.InRange(paths.Length, 30, 200);
        Assert.All(paths, path => Assert.True(Exists(path), path));
    }

    [Fact]
    public void Ten_lines_find_their_room()
    {
        var section = Page[Page.IndexOf(Questions, StringComparison.Ordinal)..].Split("\n## ")[0];
        var answers = AnswerPattern().Matches(section).Select(match => match.Groups["path"].Value).ToArray();
        Assert.Equal(10, answers.Length);
        Assert.All(answers, path => Assert.True(Directory.Exists(Path.Combine(House.Folder, path)), path));
    }

    [Fact]
    public void The_page_shows_every_project()
    {
        foreach (var project in House.Projects)
        {
            Assert.Contains($"{project}[Swarm.{project}<br/>", Page, StringComparison.Ordinal);
        }
    }

    // A pattern of files exists where one file fits.
    private static bool Exists(string path) => path.Contains('*', StringComparison.Ordinal)
        ? Directory.EnumerateFiles(Path.Combine(House.Folder, Path.GetDirectoryName(path)!), Path.GetFileName(path)).Any()
        : Path.Exists(Path.Combine(House.Folder, path));

    [GeneratedRegex("`(?<path>(?:src|tests|docs|module|build|\\.github)/[^`]*)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^\| [^|]+ \| `(?<path>src/[^`]*)` \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnswerPattern();
}
