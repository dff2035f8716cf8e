BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Export-SwarmWorkspace' {
    It 'writes nothing with -WhatIf' {
        $base | Export-SwarmWorkspace -Destination ./out -WhatIf | Should -BeNullOrEmpty
        Test-Path out | Should -BeFalse
    }

    It 'writes the workspace' {
        $folder = $base | Export-SwarmWorkspace -Destination ./out
        $folder | Should -BeOfType System.IO.DirectoryInfo
        Get-Content out/readme.txt | Should -Be 'a small workspace'
        Get-Content out/label.txt | Should -Be base
    }

    It 'refuses a folder with something in it' {
        Export-SwarmWorkspace base ./repo -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }
}
