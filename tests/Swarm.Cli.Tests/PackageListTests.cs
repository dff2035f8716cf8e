using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Swarm.Cli.Tests;

/// <summary>The README's list of packages, the list of versions and what the projects reference say the same.</summary>
public sealed partial class PackageListTests
{
    private static readonly string Repository = FindRepository();

    private static readonly XDocument Central = XDocument.Load(Path.Combine(Repository, "Directory.Packages.props"));

    private static readonly string[] Projects = [.. Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.csproj", SearchOption.AllDirectories)];

    public static TheoryData<string, string> References => new(
        Projects.SelectMany(project => ReferencesOf(project).Select(package => (Path.GetFileNameWithoutExtension(project), package))));

    [Fact]
    public void The_readme_lists_the_packages_that_the_product_references_and_no_others()
    {
        var listed = ReadmeRow().Matches(Section(File.ReadAllText(Path.Combine(Repository, "README.md")))).Select(match => match.Groups["package"].Value).ToArray();
        Assert.Equal(listed.Distinct(StringComparer.Ordinal), listed);
        Assert.Equal(Projects.SelectMany(ReferencesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_versions_that_the_readme_names_are_those_that_are_used() => Assert.All(
        NamedVersion().Matches(Section(File.ReadAllText(Path.Combine(Repository, "README.md")))),
        match => Assert.Equal(Versions("Product").GetValueOrDefault(match.Groups["package"].Value), match.Groups["version"].Value));

    [Fact]
    public void The_product_s_part_of_the_list_of_versions_is_what_the_product_references() => Assert.Equal(
        Projects.SelectMany(ReferencesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), Versions("Product").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_other_part_is_what_tests_and_builds_reference()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository, "tests"), "*.csproj", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(Path.Combine(Repository, "tests"), "Directory.Build.*"),
            .. Directory.EnumerateFiles(Repository, "Directory.Build.*"),
        ];
        Assert.Equal(
            files.SelectMany(ReferencesOf).Distinct(StringComparer.Ordinal).Except(Versions("Product").Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Versions("Quality").Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(References))]
    public void What_a_project_references_it_uses(string project, string package)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var name = XDocument.Load(Projects.Single(file => string.Equals(Path.GetFileNameWithoutExtension(file), project, StringComparison.Ordinal))).Descendants("AssemblyName").SingleOrDefault()?.Value ?? project;
        var assembly = Path.Combine(Repository, "artifacts", "bin", project, configuration, $"{name}.dll");
        Assert.SkipUnless(File.Exists(assembly), $"WHETHER {project} USES {package} IS NOT CHECKED: build the solution first.");
        using var stream = File.OpenRead(assembly);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var used = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToHashSet(StringComparer.Ordinal);
        var brought = AssembliesOf(package, Path.Combine(Repository, "artifacts", "obj", project, "project.assets.json"));
        Assert.True(brought.Overlaps(used), $"{project} references {package}, whose {string.Join(", ", brought)} it does not use: take the reference away.");
    }

    private static IEnumerable<string> ReferencesOf(string file) =>
        XDocument.Load(file).Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!);

    private static Dictionary<string, string> Versions(string part) => Central
        .Descendants("ItemGroup")
        .Where(group => (string?)group.Attribute("Label") == part)
        .Descendants("PackageVersion")
        .ToDictionary(version => (string)version.Attribute("Include")!, version => (string)version.Attribute("Version")!, StringComparer.Ordinal);

    // A package may only bring others, as that of SQLite does.
    private static HashSet<string> AssembliesOf(string package, string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var packages = document.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
            .ToDictionary(entry => entry.Name.Split('/')[0], entry => entry.Value, StringComparer.OrdinalIgnoreCase);
        var assemblies = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([package]);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (waiting.TryDequeue(out var name))
        {
            if (seen.Add(name) && packages.TryGetValue(name, out var entry))
            {
                assemblies.UnionWith(Members(entry, "compile").Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)));
                foreach (var dependency in Members(entry, "dependencies"))
                {
                    waiting.Enqueue(dependency);
                }
            }
        }

        return assemblies;
    }

    private static IEnumerable<string> Members(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? value.EnumerateObject().Select(member => member.Name) : [];

    private static string Section(string page) => PackagesSection().Match(page).Groups["text"].Value;

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Swarm.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"^\| `(?<package>[^`]+)`[^|]*\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ReadmeRow();

    [GeneratedRegex(@"^\| `(?<package>[^`]+)` +(?<version>[0-9][0-9.]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedVersion();

    [GeneratedRegex(@"\n## Packages\n(?<text>(.|\n)*?)(\n## |\nMIT licence)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PackagesSection();
}
