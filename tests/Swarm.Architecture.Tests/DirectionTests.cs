namespace Swarm.Architecture.Tests;

/// <summary>Every project lies in its room and knows only what comes before it.</summary>
public sealed class DirectionTests
{
    public static TheoryData<string> Projects => [.. House.Projects];

    [Fact]
    public void Every_folder_of_the_source_is_a_room_of_the_house()
    {
        var found = Directory.EnumerateFiles(Path.Combine(House.Folder, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal);
        Assert.Equal(House.Projects.Select(House.FolderOf).Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_those_before_it(string project)
    {
        using var assembly = House.Open(project);
        var before = House.Projects.TakeWhile(other => !string.Equals(other, project, StringComparison.Ordinal)).Select(other => "Swarm." + other);
        var known = assembly.MainModule.AssemblyReferences.Select(reference => reference.Name)
            .Where(name => name.StartsWith("Swarm.", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(known.Except(before, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_opens_with_a_page_about_itself(string project)
    {
        var page = Path.Combine(House.FolderOf(project), "README.md");
        Assert.True(File.Exists(page), $"There is no {page}.");
        var lines = File.ReadAllLines(page);
        Assert.Equal($"# Swarm.{project}", lines[0]);
        Assert.InRange(lines.Length, 4, 20);
    }
}
