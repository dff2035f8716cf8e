using System.Reflection;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Randomness;

namespace Swarm.Fuzz.Targets;

/// <summary>A parser of what strangers send.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs that it reads.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Reads an input.</summary>
    /// <exception cref="Exception">A refusal (<see cref="IsRefusal"/>), or a fault.</exception>
    public abstract void Run(byte[] input);

    /// <summary>Whether the parser declares this exception.</summary>
    public virtual bool IsRefusal(Exception exception) => exception is SwarmException { Category: not ErrorCategory.Unexpected };

    /// <summary>Makes a changed input pass a checksum, where the parser looks at one first.</summary>
    public virtual byte[] Mend(byte[] input, Random random) => input;

    /// <summary>Makes a target.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="scratch">A folder for files of the moment.</param>
    public static FuzzTarget Make(string name, string scratch) => name switch
    {
        "json" => new JsonTarget(),
        "age" => new AgeTarget(),
        "tar" => new TarTarget(),
        "manifest" => new ManifestTarget(),
        "der" => new DerTarget(),
        "http" => new HttpTarget(),
        "note" => new NoteTarget(),
        "zip" => new ZipTarget(scratch),
        "planted" => new PlantedTarget(),
        _ => throw new ArgumentException($"There is no target '{name}'."),
    };

    /// <summary>Randomness that is the same each time, so that a seed shows the same again.</summary>
    protected static RandomSource MakeRandom() => new DerivedRandomSource(new byte[DerivedRandomSource.KeySize], "fuzz");

    /// <summary>A type of the product that is not public.</summary>
    protected static Type Internal<TNeighbour>(string name) => typeof(TNeighbour).Assembly.GetType(name, throwOnError: true)!;

    /// <summary>Calls what is not public.</summary>
    protected static object? Call(Type type, string method, object? instance, params object?[] arguments)
    {
        var found = type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(candidate => candidate.Name == method && candidate.IsStatic == instance is null && candidate.GetParameters().Length == arguments.Length);
        return found.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    /// <summary>Makes an object whose type is not public.</summary>
    protected static object New(Type type, params object?[] arguments) => Activator.CreateInstance(
        type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
