BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $base | Export-SwarmBundle -Destination base.age | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Import-SwarmBundle' {
    It 'leaves nothing with -WhatIf' {
        Import-SwarmBundle base.age -Label copied -WhatIf | Should -BeNullOrEmpty
        Get-SwarmNode | Should -HaveCount 1
    }

    It 'takes a bundle in as a new root, from the pipeline too' {
        $node = Get-Item base.age | Import-SwarmBundle -Label copied
        $node.Label | Should -Be copied
        $node.Operation | Should -Be import
        $node.ParentNodeId | Should -BeNullOrEmpty
        (Compare-SwarmState base copied).IsSame | Should -BeTrue
    }

    It 'takes it into another store as the node that it was' {
        New-Item -ItemType Directory other | Out-Null
        $tokens = Join-Path (Split-Path $base.CertificatePath) next_tokens.json
        $node = Import-SwarmBundle base.age -Root ./other -NextTokensPath $tokens -CertificatePath $base.CertificatePath
        $node.NodeId | Should -Be $base.NodeId
        $node | Test-SwarmCertificate -Quiet | Should -BeTrue
    }

    It 'refuses one with a bit flipped, and leaves nothing' {
        $content = [System.IO.File]::ReadAllBytes((Resolve-Path base.age).ProviderPath)
        $content[$content.Length - 5] = $content[$content.Length - 5] -bxor 1
        [System.IO.File]::WriteAllBytes((Join-Path (Get-Location).ProviderPath flipped.age), $content)
        $count = (Get-SwarmNode).Count
        Import-SwarmBundle flipped.age -Label flipped -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        (Get-SwarmNode).Count | Should -Be $count
    }
}
