using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Swarm.Faults.Tests.Flushing;

/// <summary>Nothing that ships flushes by a way that hides a failure: .NET's own flushes to the disk do, so one class calls the system's.</summary>
public sealed class FlushGuardTests
{
    private static readonly string[] SystemFlushes = ["fsync", "fdatasync", "FlushFileBuffers"];

    public static TheoryData<string> Assemblies
    {
        get
        {
            var module = typeof(FlushGuardTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ModuleFolder").Value!;
            var data = new TheoryData<string>();
            foreach (var path in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsOurs))
            {
                data.Add(path);
            }

            foreach (var path in Directory.EnumerateFiles(module, "Swarm.PowerShell.dll"))
            {
                data.Add(path);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_assembly_flushes_but_by_the_one_class(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        Assert.DoesNotContain(
            metadata.MemberReferences.Select(metadata.GetMemberReference),
            member => IsHidingFlush(metadata, metadata.GetString(member.Name), member));
        var flushes = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => !method.GetImport().Name.IsNil && SystemFlushes.Contains(metadata.GetString(method.GetImport().Name)))
            .Select(method => metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name))
            .Distinct();
        Assert.Equal(Path.GetFileName(path) == "Swarm.Core.dll" ? ["FileFlush"] : [], flushes);
    }

    [Fact]
    public void The_guard_reads_everything_that_ships()
    {
        var names = Assemblies.Select(row => Path.GetFileName(row.Data)).ToArray();
        Assert.All(
            new[] { "swarm.dll", "Swarm.Core.dll", "Swarm.Storage.dll", "Swarm.State.dll", "Swarm.Execution.dll", "Swarm.Engine.dll", "Swarm.PowerShell.dll" },
            name => Assert.Contains(name, names));
    }

    /// <summary><c>FileStream.Flush(bool)</c> and <c>RandomAccess.FlushToDisk</c>.</summary>
    private static bool IsHidingFlush(MetadataReader metadata, string name, MemberReference member) => name switch
    {
        "FlushToDisk" => true,
        "Flush" => member.Parent.Kind == HandleKind.TypeReference
            && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == nameof(FileStream)
            && CountParameters(metadata.GetBlobReader(member.Signature)) > 0,
        _ => false,
    };

    private static int CountParameters(BlobReader signature)
    {
        _ = signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    private static bool IsOurs(string path) => Path.GetFileName(path) is var name
        && (name == "swarm.dll" || name.StartsWith("Swarm.", StringComparison.Ordinal)) && !name.EndsWith(".Tests.dll", StringComparison.Ordinal);
}
